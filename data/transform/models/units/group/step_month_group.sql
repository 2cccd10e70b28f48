{{ step_model('group', 'month') }}
