{# Built beside the marts by tests/test_transform_engines.py on every engine: one row for each case, its answer as a text. #}
{%- macro words(x) -%}cast({{ x }} as {{ sql_type('text') }}){%- endmacro -%}
{%- macro figure(x) -%}{{ words('cast(' ~ x ~ ' as decimal(20, 6))') }}{%- endmacro -%}
{%- macro double(x) -%}cast({{ x }} as {{ sql_type('double') }}){%- endmacro -%}
{%- macro whole_number(x) -%}{{ words('cast(' ~ x ~ ' as bigint)') }}{%- endmacro -%}
{%- macro moment(x) -%}cast('{{ x }}' as {{ sql_type('datetime') }}){%- endmacro -%}
{%- macro money(x) -%}{{ whole_number(half_even('(12 * ' ~ exact('cast(' ~ x ~ ' as decimal(20, 6)) * cast(1.0000000001 as decimal(16, 10))') ~ ' * 100)')) }}{%- endmacro -%}
{%- macro rounded(x) -%}{{ whole_number(half_even('cast(' ~ x ~ ' as decimal(30, 16))')) }}{%- endmacro -%}
{%- set cases = [] -%}
{%- macro note(name, answer) -%}{%- do cases.append([name, answer]) -%}{%- endmacro -%}
{%- do note('least with null', whole_number('least(1, cast(null as integer))')) -%}
{%- do note('greatest with null', whole_number('greatest(1, cast(null as integer))')) -%}
{%- do note('week of a thursday', whole_number(week_of('0'))) -%}
{%- do note('week of a sunday', whole_number(week_of('3'))) -%}
{%- do note('week before 1970', whole_number(week_of('-4'))) -%}
{%- do note('a whole number by a whole number', figure(double('7') ~ ' / 2')) -%}
{%- do note('by zero', figure(double('1') ~ ' / nullif(0, 0)')) -%}
{%- for text in ['0.05', '0.15', '0.25', '69.95', '2.5', '69.949'] -%}
  {%- do note('one decimal of ' ~ text, figure(one_decimal(double(text)))) -%}
{%- endfor -%}
{%- for text in ['0.5', '1.5', '2.5'] -%}{%- do note('whole of ' ~ text, words(whole(double(text)))) -%}{%- endfor -%}
{%- for text in ['0.5', '1.5', '2.5', '-0.5', '-1.5', '0.5000000000000001', '1.4999999999999999', '7'] -%}
  {%- do note('half even of ' ~ text, rounded(text)) -%}
{%- endfor -%}
{%- for text in ['0.000417', '98765432.109', '9999999999.999999'] -%}{%- do note('a year of ' ~ text, money(text)) -%}{%- endfor -%}
{%- for text in ['12', ' 1e2 ', '-.5', '+3.', '1d', '', 'e1', '1 2', '１'] -%}
  {%- do note('number ' ~ text, figure(number_of(literal(text)))) -%}
{%- endfor -%}
{%- for text in ['2024-2-29', '2023-02-29', '2000/02/29', '1900-02-29', '2024-04-31', '2024-12-31 23:59:59', '2024', '2024-05',
                 '2024-13-01', '2024/01-02', 'soon'] -%}
  {%- do note('year ' ~ text, year_of(literal(text))) -%}
{%- endfor -%}
{%- do note('a literal', literal("O'Brien\\n\\' \"x\"")) -%}
{%- do note('its length', whole_number('length(' ~ literal("'\\'") ~ ')')) -%}
{%- do note('day before the day ends', whole_number(day_of_moment(moment('2024-01-01 14:59:59')))) -%}
{%- do note('day after the day ends', whole_number(day_of_moment(moment('2024-01-01 15:00:00')))) -%}
{%- do note('a year after a leap day', whole_number(year_later(day_of("date '2024-02-29'")))) -%}
{%- do note('a year after the day before', whole_number(year_later(day_of("date '2024-02-28'")))) -%}
{%- do note('months to a short month', whole_number(whole_months(day_of("date '2024-01-31'"), day_of("date '2024-02-29'")))) -%}
{%- do note('months until the next', whole_number(months_until(day_of("date '2024-01-31'"), day_of("date '2024-03-01'")))) -%}
{%- do note('true is counted by a case', whole_number('(select sum(case when b then 1 else 0 end) from (select 1 = 1 as b union all select 1 = 2) as t)')) -%}
{%- for text in ['b', 'B', 'é', '_', 'z', 'Ａ'] -%}
  {%- do note('place of ' ~ text, whole_number("(select max(case when x = '" ~ text ~ "' then n end) from (select x, row_number() over (order by "
      ~ by_bytes('x') ~ " nulls last) as n from (select 'b' as x union all select 'B' union all select 'é' union all select '_'"
      ~ " union all select 'z' union all select 'Ａ' union all select cast(null as " ~ sql_type('text') ~ ")) as t) as s)")) -%}
{%- endfor -%}
{%- do note('place of null', whole_number('(select max(n) from (select row_number() over (order by x nulls last) as n, x from (select 1 as x union all select cast(null as integer)) as t) as s where x is null)')) -%}
{%- for text in ['ﾃﾆｭｱ ｶﾞｽ(株)', 'がんばれ㈱', 'ＡＣＭＥ， Inc.', 'ÉCOLE Ängström', 'ﾊﾟﾘ ｳﾞｨﾗ', "O'Brien \\ Söhne", 'Cafe\u0301'] -%}
  {%- do note('folded ' ~ text, folded(literal(text))) -%}
{%- endfor -%}
{%- for name, answer in cases %}
select {{ literal(name) }} as name, {{ answer }} as answer
{%- if not loop.last %} union all{% endif %}
{%- endfor %}
