{# Lines net of their discounts, cut where a discount begins or ends.

   `lines`: line_id, start_on, end_on (exclusive, null: open), gross (per month).
   `applies`: line_id, discount_id, start_on, end_on, and percent (0.1: a tenth off) or amount (off per month).
   Percentages come first, one after another. An amount is shared by the lines that its discount applies to and that
   run on the day, by their gross; it never takes a line below nothing.
   Gives line_id, piece (from 1), pieces, start_on, end_on, gross, net: one row per line and stretch of equal net. #}
{% macro net_lines(lines, applies) %}
with bound as (
    select line_id, start_on as day from {{ lines }}
    union
    select line_id, end_on from {{ lines }} where end_on is not null
    union
    select applied.line_id, unnest([applied.start_on, applied.end_on]) from {{ applies }} as applied
    union
    select applied.line_id, unnest([other.start_on, other.end_on])
    from {{ applies }} as applied
    inner join {{ applies }} as shared on shared.discount_id = applied.discount_id and shared.amount is not null
    inner join {{ lines }} as other on other.line_id = shared.line_id
),

cut as (
    select line.line_id, line.gross, bound.day as start_on,
        lead(bound.day) over (partition by line.line_id order by bound.day) as end_on, line.end_on as line_end
    from {{ lines }} as line
    inner join bound on bound.line_id = line.line_id and bound.day >= line.start_on
        and (line.end_on is null or bound.day <= line.end_on)
    where bound.day is not null
),

piece as (
    select * from cut where line_end is null or start_on < line_end
),

share as (
    select piece.line_id, piece.start_on, applied.percent,
        cast(applied.amount as double) * cast(piece.gross as double) / nullif((
            select sum(cast(other.gross as double))
            from {{ applies }} as shared
            inner join {{ lines }} as other on other.line_id = shared.line_id
            where shared.discount_id = applied.discount_id and other.start_on <= piece.start_on
                and (other.end_on is null or other.end_on > piece.start_on)
        ), 0) as amount
    from piece
    inner join {{ applies }} as applied on applied.line_id = piece.line_id and applied.start_on <= piece.start_on
        and (applied.end_on is null or applied.end_on > piece.start_on)
),

netted as (
    select piece.line_id, piece.start_on, piece.end_on, piece.gross,
        cast(greatest(0, round(cast(piece.gross as double)
            * coalesce(list_product(list(1 - cast(share.percent as double)) filter (share.percent is not null)), 1)
            - coalesce(sum(share.amount), 0), 6)) as decimal(20, 6)) as net
    from piece
    left join share on share.line_id = piece.line_id and share.start_on = piece.start_on
    group by piece.line_id, piece.start_on, piece.end_on, piece.gross
),

marked as (
    select *, case when net = lag(net) over (partition by line_id order by start_on) then 0 else 1 end as begins
    from netted
),

numbered as (
    select *, sum(begins) over (partition by line_id order by start_on) as piece from marked
)

select line_id, cast(piece as integer) as piece, cast(max(piece) over (partition by line_id) as integer) as pieces,
    min(start_on) as start_on, case when count(*) = count(end_on) then max(end_on) end as end_on,
    any_value(gross) as gross, any_value(net) as net
from numbered
group by line_id, piece
{% endmacro %}

{# The id of a row of net_lines: the line's own where it is whole, else with the day on which the piece begins. #}
{% macro piece_id(net) -%}
case when {{ net }}.pieces = 1 then {{ net }}.line_id else {{ net }}.line_id || ':' || cast({{ net }}.start_on as varchar) end
{%- endmacro %}
