{{ change_model('contract') }}
