{{ moved_model('group') }}
