{{ moved_model('customer') }}
