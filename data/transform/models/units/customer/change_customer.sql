{{ change_model('customer') }}
