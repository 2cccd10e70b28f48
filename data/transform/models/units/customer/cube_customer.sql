{{ cube_model('customer') }}
