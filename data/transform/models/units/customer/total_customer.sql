{{ total_model('customer') }}
