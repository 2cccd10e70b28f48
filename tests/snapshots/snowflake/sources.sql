SELECT anon_1.kind, anon_1."table", anon_1."rows"
FROM (SELECT %(param_1)s AS kind, %(param_2)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.assessment UNION ALL SELECT %(param_3)s AS kind, %(param_4)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.assignment UNION ALL SELECT %(param_5)s AS kind, %(param_6)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.attribute_history UNION ALL SELECT %(param_7)s AS kind, %(param_8)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.contact UNION ALL SELECT %(param_9)s AS kind, %(param_10)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.contract UNION ALL SELECT %(param_11)s AS kind, %(param_12)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.cost_month UNION ALL SELECT %(param_13)s AS kind, %(param_14)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.csm UNION ALL SELECT %(param_15)s AS kind, %(param_16)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.customer UNION ALL SELECT %(param_17)s AS kind, %(param_18)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.feedback UNION ALL SELECT %(param_19)s AS kind, %(param_20)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.fx_rate UNION ALL SELECT %(param_21)s AS kind, %(param_22)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.invoice UNION ALL SELECT %(param_23)s AS kind, %(param_24)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.onboarding UNION ALL SELECT %(param_25)s AS kind, %(param_26)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.opportunity UNION ALL SELECT %(param_27)s AS kind, %(param_28)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.outcome UNION ALL SELECT %(param_29)s AS kind, %(param_30)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.partner UNION ALL SELECT %(param_31)s AS kind, %(param_32)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.playbook UNION ALL SELECT %(param_33)s AS kind, %(param_34)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.pulse UNION ALL SELECT %(param_35)s AS kind, %(param_36)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.renewal UNION ALL SELECT %(param_37)s AS kind, %(param_38)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.renewal_forecast UNION ALL SELECT %(param_39)s AS kind, %(param_40)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.subscription UNION ALL SELECT %(param_41)s AS kind, %(param_42)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.survey UNION ALL SELECT %(param_43)s AS kind, %(param_44)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.team UNION ALL SELECT %(param_45)s AS kind, %(param_46)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.ticket UNION ALL SELECT %(param_47)s AS kind, %(param_48)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.touch UNION ALL SELECT %(param_49)s AS kind, %(param_50)s AS "table", count(*) AS "rows"
FROM tenure_version_contract.usage_week) AS anon_1;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.customer.signed_on AS DATE)) AS day
FROM tenure_version_contract.customer) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.subscription.start_on AS DATE)) AS day
FROM tenure_version_contract.subscription UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.subscription.cancelled_on AS DATE)) AS day
FROM tenure_version_contract.subscription) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.assessment.assessed_on AS DATE)) AS day
FROM tenure_version_contract.assessment) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.assignment.from_on AS DATE)) AS day
FROM tenure_version_contract.assignment) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.attribute_history.from_on AS DATE)) AS day
FROM tenure_version_contract.attribute_history) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.contact.left_on AS DATE)) AS day
FROM tenure_version_contract.contact) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.cost_month.month_on AS DATE)) AS day
FROM tenure_version_contract.cost_month) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.feedback.submitted_on AS DATE)) AS day
FROM tenure_version_contract.feedback UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.feedback.shipped_on AS DATE)) AS day
FROM tenure_version_contract.feedback UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.feedback.told_on AS DATE)) AS day
FROM tenure_version_contract.feedback) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.invoice.paid_on AS DATE)) AS day
FROM tenure_version_contract.invoice) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.onboarding.started_on AS DATE)) AS day
FROM tenure_version_contract.onboarding UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.onboarding.first_value_on AS DATE)) AS day
FROM tenure_version_contract.onboarding UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.onboarding.basic_done_on AS DATE)) AS day
FROM tenure_version_contract.onboarding UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.onboarding.deep_done_on AS DATE)) AS day
FROM tenure_version_contract.onboarding) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.opportunity.created_on AS DATE)) AS day
FROM tenure_version_contract.opportunity UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.opportunity.closed_on AS DATE)) AS day
FROM tenure_version_contract.opportunity UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.opportunity.handoff_on AS DATE)) AS day
FROM tenure_version_contract.opportunity) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.outcome.agreed_on AS DATE)) AS day
FROM tenure_version_contract.outcome UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.outcome.reviewed_on AS DATE)) AS day
FROM tenure_version_contract.outcome) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.playbook.written_on AS DATE)) AS day
FROM tenure_version_contract.playbook UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.playbook.revised_on AS DATE)) AS day
FROM tenure_version_contract.playbook) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.pulse.recorded_on AS DATE)) AS day
FROM tenure_version_contract.pulse) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.renewal.decided_on AS DATE)) AS day
FROM tenure_version_contract.renewal) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.renewal_forecast.as_of_on AS DATE)) AS day
FROM tenure_version_contract.renewal_forecast) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.survey.sent_on AS DATE)) AS day
FROM tenure_version_contract.survey UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.survey.answered_on AS DATE)) AS day
FROM tenure_version_contract.survey) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(dateadd(second, 32400, tenure_version_contract.ticket.opened_at) AS DATE)) AS day
FROM tenure_version_contract.ticket UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(dateadd(second, 32400, tenure_version_contract.ticket.first_response_at) AS DATE)) AS day
FROM tenure_version_contract.ticket UNION SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(dateadd(second, 32400, tenure_version_contract.ticket.closed_at) AS DATE)) AS day
FROM tenure_version_contract.ticket) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.touch.occurred_on AS DATE)) AS day
FROM tenure_version_contract.touch) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;

SELECT DISTINCT every_day.day
FROM (SELECT datediff(day, CAST('1970-01-01' AS DATE), CAST(tenure_version_contract.usage_week.week_on AS DATE)) AS day
FROM tenure_version_contract.usage_week) AS every_day
WHERE every_day.day <= %(day_1)s ORDER BY every_day.day DESC
 LIMIT %(param_1)s;
