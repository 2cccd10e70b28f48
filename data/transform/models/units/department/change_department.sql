{{ change_model('department') }}
