{{ unit_model('group') }}
