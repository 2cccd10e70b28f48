{{ change_model('group') }}
