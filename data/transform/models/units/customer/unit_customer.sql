{{ unit_model('customer') }}
