{{ lapse_model('product') }}
