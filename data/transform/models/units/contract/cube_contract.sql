{{ cube_model('contract') }}
