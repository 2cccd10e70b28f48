{{ piece_model('customer') }}
