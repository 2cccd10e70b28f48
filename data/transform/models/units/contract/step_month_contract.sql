{{ step_model('contract', 'month') }}
