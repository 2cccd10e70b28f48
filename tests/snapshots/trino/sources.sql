SELECT anon_1.kind, anon_1."table", anon_1.rows
FROM (SELECT :param_1 AS kind, :param_2 AS "table", count(*) AS rows
FROM tenure_version_contract.assessment UNION ALL SELECT :param_3 AS kind, :param_4 AS "table", count(*) AS rows
FROM tenure_version_contract.assignment UNION ALL SELECT :param_5 AS kind, :param_6 AS "table", count(*) AS rows
FROM tenure_version_contract.attribute_history UNION ALL SELECT :param_7 AS kind, :param_8 AS "table", count(*) AS rows
FROM tenure_version_contract.contact UNION ALL SELECT :param_9 AS kind, :param_10 AS "table", count(*) AS rows
FROM tenure_version_contract.contract UNION ALL SELECT :param_11 AS kind, :param_12 AS "table", count(*) AS rows
FROM tenure_version_contract.cost_month UNION ALL SELECT :param_13 AS kind, :param_14 AS "table", count(*) AS rows
FROM tenure_version_contract.csm UNION ALL SELECT :param_15 AS kind, :param_16 AS "table", count(*) AS rows
FROM tenure_version_contract.customer UNION ALL SELECT :param_17 AS kind, :param_18 AS "table", count(*) AS rows
FROM tenure_version_contract.feedback UNION ALL SELECT :param_19 AS kind, :param_20 AS "table", count(*) AS rows
FROM tenure_version_contract.fx_rate UNION ALL SELECT :param_21 AS kind, :param_22 AS "table", count(*) AS rows
FROM tenure_version_contract.invoice UNION ALL SELECT :param_23 AS kind, :param_24 AS "table", count(*) AS rows
FROM tenure_version_contract.onboarding UNION ALL SELECT :param_25 AS kind, :param_26 AS "table", count(*) AS rows
FROM tenure_version_contract.opportunity UNION ALL SELECT :param_27 AS kind, :param_28 AS "table", count(*) AS rows
FROM tenure_version_contract.outcome UNION ALL SELECT :param_29 AS kind, :param_30 AS "table", count(*) AS rows
FROM tenure_version_contract.partner UNION ALL SELECT :param_31 AS kind, :param_32 AS "table", count(*) AS rows
FROM tenure_version_contract.playbook UNION ALL SELECT :param_33 AS kind, :param_34 AS "table", count(*) AS rows
FROM tenure_version_contract.pulse UNION ALL SELECT :param_35 AS kind, :param_36 AS "table", count(*) AS rows
FROM tenure_version_contract.renewal UNION ALL SELECT :param_37 AS kind, :param_38 AS "table", count(*) AS rows
FROM tenure_version_contract.renewal_forecast UNION ALL SELECT :param_39 AS kind, :param_40 AS "table", count(*) AS rows
FROM tenure_version_contract.subscription UNION ALL SELECT :param_41 AS kind, :param_42 AS "table", count(*) AS rows
FROM tenure_version_contract.survey UNION ALL SELECT :param_43 AS kind, :param_44 AS "table", count(*) AS rows
FROM tenure_version_contract.team UNION ALL SELECT :param_45 AS kind, :param_46 AS "table", count(*) AS rows
FROM tenure_version_contract.ticket UNION ALL SELECT :param_47 AS kind, :param_48 AS "table", count(*) AS rows
FROM tenure_version_contract.touch UNION ALL SELECT :param_49 AS kind, :param_50 AS "table", count(*) AS rows
FROM tenure_version_contract.usage_week) AS anon_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.customer.signed_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.customer) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.subscription.start_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.subscription UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.subscription.cancelled_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.subscription) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.assessment.assessed_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.assessment) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.assignment.from_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.assignment) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.attribute_history.from_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.attribute_history) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.contact.left_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.contact) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.cost_month.month_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.cost_month) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.feedback.submitted_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.feedback UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.feedback.shipped_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.feedback UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.feedback.told_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.feedback) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.invoice.paid_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.invoice) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.onboarding.started_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.onboarding UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.onboarding.first_value_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.onboarding UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.onboarding.basic_done_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.onboarding UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.onboarding.deep_done_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.onboarding) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.opportunity.created_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.opportunity UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.opportunity.closed_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.opportunity UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.opportunity.handoff_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.opportunity) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.outcome.agreed_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.outcome UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.outcome.reviewed_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.outcome) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.playbook.written_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.playbook UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.playbook.revised_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.playbook) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.pulse.recorded_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.pulse) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.renewal.decided_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.renewal) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.renewal_forecast.as_of_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.renewal_forecast) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.survey.sent_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.survey UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.survey.answered_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.survey) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST((tenure_version_contract.ticket.opened_at + INTERVAL '32400' SECOND * 1) AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.ticket UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST((tenure_version_contract.ticket.first_response_at + INTERVAL '32400' SECOND * 1) AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.ticket UNION SELECT CAST(date_diff('day', DATE '1970-01-01', CAST((tenure_version_contract.ticket.closed_at + INTERVAL '32400' SECOND * 1) AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.ticket) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.touch.occurred_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.touch) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;

SELECT DISTINCT every_day.day
FROM (SELECT CAST(date_diff('day', DATE '1970-01-01', CAST(tenure_version_contract.usage_week.week_on AS DATE)) AS INTEGER) AS day
FROM tenure_version_contract.usage_week) AS every_day
WHERE every_day.day <= :day_1 ORDER BY every_day.day DESC
LIMIT :param_1;
