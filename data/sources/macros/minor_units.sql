{# By what an amount in a currency's minor unit is divided. Stripe writes codes in small letters. #}
{% macro minor_units(currency) -%}
case when upper({{ currency }}) in ({{ listed('zero_decimal') }}) then 1
    when upper({{ currency }}) in ({{ listed('three_decimal') }}) then 1000 else 100 end
{%- endmacro %}
