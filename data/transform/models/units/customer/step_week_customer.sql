{{ step_model('customer', 'week') }}
