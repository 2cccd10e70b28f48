{{ moved_model('product') }}
