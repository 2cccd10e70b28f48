-- Grain: response, its newest version, of those given by a respondent and not turned away.
select * from {{ newest('response_history', 'id', by='updated_at') }}
where response_status in ('completed', 'partial')
  and coalesce(collection_mode, 'default') not in ('preview', 'survey_preview')
