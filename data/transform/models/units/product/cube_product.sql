{{ cube_model('product') }}
