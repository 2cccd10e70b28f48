{{ lapse_model('department') }}
