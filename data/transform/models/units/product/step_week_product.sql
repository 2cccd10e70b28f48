{{ step_model('product', 'week') }}
