{{ piece_model('contract') }}
