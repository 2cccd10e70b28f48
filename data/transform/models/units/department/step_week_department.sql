{{ step_model('department', 'week') }}
