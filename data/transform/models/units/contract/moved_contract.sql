{{ moved_model('contract') }}
