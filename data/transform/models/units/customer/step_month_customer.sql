{{ step_model('customer', 'month') }}
