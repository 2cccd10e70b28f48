{{ step_model('department', 'month') }}
