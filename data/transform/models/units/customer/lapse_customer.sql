{{ lapse_model('customer') }}
