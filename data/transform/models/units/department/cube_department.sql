{{ cube_model('department') }}
