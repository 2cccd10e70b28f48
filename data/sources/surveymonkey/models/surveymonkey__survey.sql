-- Grain: response × question that asks for a score and was answered. The score is what the choice stands for, else the answer's
-- text where that is a number; what is neither is unknown. The day is the one on which the response was begun.
with comment as (
  select response_id, string_agg(text, ' / ' order by question_id, index) as verbatim
  from {{ raw('response_answer') }} where question_id in ({{ listed('comments') }}) and text is not null
  group by response_id
),
answer as (
  select * from {{ raw('response_answer') }} where question_id in ({{ listed('questions') }})
)
select
  response.id || ':' || answer.question_id as survey_id,
  coalesce(response._customer, 'surveymonkey:' || response.id) as customer_id,
  {{ day_of('response.created_at') }} as answered_on, {{ mapped('answer.question_id', 'questions') }} as kind,
  try_cast(coalesce({{ mapped('answer.choice_id', 'scores') }}, answer.text) as double) as score, comment.verbatim
from answer
join {{ ref('surveymonkey_response') }} as response on response.id = answer.response_id
left join comment on comment.response_id = response.id
qualify row_number() over (partition by response.id, answer.question_id order by answer.index) = 1
