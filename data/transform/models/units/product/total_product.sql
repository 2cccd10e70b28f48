{{ total_model('product') }}
