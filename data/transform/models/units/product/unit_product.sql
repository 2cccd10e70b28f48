{{ unit_model('product') }}
