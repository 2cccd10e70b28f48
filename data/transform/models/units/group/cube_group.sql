{{ cube_model('group') }}
