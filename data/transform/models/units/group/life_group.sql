{{ life_model('group') }}
