{%- set extra = [] -%}
{%- for dimension in var('dimensions') -%}
  {%- if dimension.key not in var('contract')['customer'] -%}{%- do extra.append(dimension.key) -%}{%- endif -%}
{%- endfor -%}
{%- for column in var('search')['domains'] if column not in extra -%}{%- do extra.append(column) -%}{%- endfor -%}
{{ contract_table('customer', extra) }}
