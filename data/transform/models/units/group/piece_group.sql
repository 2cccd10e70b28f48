{{ piece_model('group') }}
