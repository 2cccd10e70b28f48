{{ step_model('product', 'month') }}
