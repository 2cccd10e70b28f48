{{ life_model('customer') }}
