{{ step_model('contract', 'week') }}
