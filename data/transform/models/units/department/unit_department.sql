{{ unit_model('department') }}
