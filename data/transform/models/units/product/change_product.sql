{{ change_model('product') }}
