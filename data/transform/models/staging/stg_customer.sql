{%- set extra = [] -%}
{%- for dimension in var('dimensions') -%}
  {%- if dimension.key not in var('contract')['customer'] -%}{%- do extra.append(dimension.key) -%}{%- endif -%}
{%- endfor -%}
{{ contract_table('customer', extra) }}
