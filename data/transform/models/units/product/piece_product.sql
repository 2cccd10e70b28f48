{{ piece_model('product') }}
