{{ lapse_model('group') }}
