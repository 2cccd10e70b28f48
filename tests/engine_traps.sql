{# The traps of tests/test_transform_engines.py on every engine: one row for each case, its answer as a text. #}
{%- set cases = [] -%}
{%- do cases.append(['least with null', whole_number('least(1, cast(null as integer))')]) -%}
{%- do cases.append(['greatest with null', whole_number('greatest(1, cast(null as integer))')]) -%}
{%- do cases.append(['week of a thursday', whole_number(week_of('0'))]) -%}
{%- do cases.append(['week of a sunday', whole_number(week_of('3'))]) -%}
{%- do cases.append(['week before 1970', whole_number(week_of('-4'))]) -%}
{%- do cases.append(['a whole number by a whole number', figure(double('7') ~ ' / 2')]) -%}
{%- do cases.append(['by zero', figure(double('1') ~ ' / nullif(0, 0)')]) -%}
{%- for text in ['0.05', '0.15', '0.25', '69.95', '2.5', '69.949'] -%}
  {%- do cases.append(['one decimal of ' ~ text, figure(one_decimal(double(text)))]) -%}
{%- endfor -%}
{%- for text in ['0.5', '1.5', '2.5'] -%}{%- do cases.append(['whole of ' ~ text, words(whole(double(text)))]) -%}{%- endfor -%}
{%- for text in ['0.5', '1.5', '2.5', '-0.5', '-1.5', '0.5000000000000001', '1.4999999999999999', '7'] -%}
  {%- do cases.append(['half even of ' ~ text, rounded(text)]) -%}
{%- endfor -%}
{%- for text in ['0.000417', '98765432.109', '9999999999.999999'] -%}{%- do cases.append(['a year of ' ~ text, money(text)]) -%}{%- endfor -%}
{%- for text in ['12', ' 1e2 ', '-.5', '+3.', '1d', '', 'e1', '1 2', '１'] -%}
  {%- do cases.append(['number ' ~ text, figure(number_of(literal(text)))]) -%}
{%- endfor -%}
{%- for text in ['2024-2-29', '2023-02-29', '2000/02/29', '1900-02-29', '2024-04-31', '2024-12-31 23:59:59', '2024', '2024-05',
                 '2024-13-01', '2024/01-02', 'soon'] -%}
  {%- do cases.append(['year ' ~ text, year_of(literal(text))]) -%}
{%- endfor -%}
{%- do cases.append(['a literal', literal("O'Brien\\n\\' \"x\"")]) -%}
{%- do cases.append(['its length', whole_number('length(' ~ literal("'\\'") ~ ')')]) -%}
{%- do cases.append(['day before the day ends', whole_number(local_day(moment('2024-01-01 14:59:59')))]) -%}
{%- do cases.append(['day after the day ends', whole_number(local_day(moment('2024-01-01 15:00:00')))]) -%}
{%- do cases.append(['a year after a leap day', whole_number(year_later(day_of("date '2024-02-29'")))]) -%}
{%- do cases.append(['a year after the day before', whole_number(year_later(day_of("date '2024-02-28'")))]) -%}
{%- do cases.append(['months to a short month', whole_number(whole_months(day_of("date '2024-01-31'"), day_of("date '2024-02-29'")))]) -%}
{%- do cases.append(['months until the next', whole_number(months_until(day_of("date '2024-01-31'"), day_of("date '2024-03-01'")))]) -%}
{%- do cases.append(['true is counted by a case', whole_number('(select sum(case when b then 1 else 0 end) from (select 1 = 1 as b union all select 1 = 2) as t)')]) -%}
{%- for text in ['b', 'B', 'é', '_', 'z', 'Ａ'] -%}
  {%- do cases.append(['place of ' ~ text, whole_number("(select max(case when x = '" ~ text ~ "' then n end) from (select x, row_number() over (order by "
      ~ by_bytes('x') ~ " nulls last) as n from (select 'b' as x union all select 'B' union all select 'é' union all select '_'"
      ~ " union all select 'z' union all select 'Ａ' union all select cast(null as " ~ sql_type('text') ~ ")) as t) as s)")]) -%}
{%- endfor -%}
{%- do cases.append(['place of null', whole_number('(select max(n) from (select row_number() over (order by x nulls last) as n, x from (select 1 as x union all select cast(null as integer)) as t) as s where x is null)')]) -%}
{%- for text in ['ﾃﾆｭｱ ｶﾞｽ(株)', 'がんばれ㈱', 'ＡＣＭＥ， Inc.', 'ÉCOLE Ängström', 'ﾊﾟﾘ ｳﾞｨﾗ', "O'Brien \\ Söhne", 'Cafe\u0301'] -%}
  {%- do cases.append(['folded ' ~ text, folded(literal(text))]) -%}
{%- endfor -%}
{%- for name, answer in cases %}
select {{ literal(name) }} as name, {{ answer }} as answer
{%- if not loop.last %} union all{% endif %}
{%- endfor %}
