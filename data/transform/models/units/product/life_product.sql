{{ life_model('product') }}
