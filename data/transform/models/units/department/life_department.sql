{{ life_model('department') }}
