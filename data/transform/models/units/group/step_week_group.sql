{{ step_model('group', 'week') }}
