{{ moved_model('department') }}
