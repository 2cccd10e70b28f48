{{ piece_model('department') }}
